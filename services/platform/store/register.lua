-- Names a municipality once, so that readers of the streams find it.
-- KEYS: set of names, stream of new names. ARGV: name.
if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then
  redis.call('XADD', KEYS[2], '*', 'municipality', ARGV[1])
end
return 1
