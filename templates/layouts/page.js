// Opens what a link leads into, where a browser does not do it by itself. The page needs no script.
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest('details:not([open])');
  if (!details) return;
  details.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
reveal();

// Finds metrics in a catalogue, which without a script is a long page with an index.
const finder = document.querySelector('.finder');
if (finder) {
  const [input, found] = [finder.querySelector('input'), finder.querySelector('.found')];
  const metrics = [...document.querySelectorAll('.metric')].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));
  const find = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { element, text } of metrics) {
      element.hidden = !words.every((word) => text.includes(word));
      if (!element.hidden) count++;
    }
    for (const domain of document.querySelectorAll('.domain'))
      domain.hidden = !domain.querySelector('.metric:not([hidden])');
    document.querySelector('.domains').hidden = words.length > 0;
    found.textContent =
      words.length === 0 ? '' : found.dataset.found.replace('{found}', count).replace('{total}', metrics.length);
  };
  finder.hidden = false;
  input.addEventListener('input', find);
  // A link to a metric that is not shown now shows all of them again.
  addEventListener('hashchange', () => {
    if (!document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest('[hidden]')) return;
    input.value = '';
    find();
    reveal();
  });
  find();
}
