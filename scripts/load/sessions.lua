-- wrk's script: each request is one of fifty people's, in turn. Arguments: a file with one header
-- line a person. Whatever is no 200 is an error: a redirect to the log-in page is quick, too.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests, number, wrong = {}, 0, 0
  for line in io.lines(args[1]) do
    local name, value = line:match("^([%w-]+): (.+)$")
    local headers = { [name] = value, ["Accept-Encoding"] = "gzip", ["Accept-Language"] = "en" }
    table.insert(requests, wrk.format("GET", nil, headers))
  end
end

function request()
  number = number % #requests + 1
  return requests[number]
end

function response(status)
  if status ~= 200 then
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p95_ms": %.3f, "p99_ms": %.3f, '
      .. '"max_ms": %.3f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    wrong + errors.connect + errors.read + errors.write + errors.timeout
  ))
end
