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
