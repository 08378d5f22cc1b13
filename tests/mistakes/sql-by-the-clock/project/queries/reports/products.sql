select 1 as shop from enable_logging(storage = 'file', storage_path = '/tmp')
