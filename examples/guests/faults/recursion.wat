;; Calls itself without end, and with locals that make its frames large.
(module
  (memory (export "memory") 1)
  (func $recurse (export "recurse") (param $depth i64) (result i64)
    (local $a i64)
    (local.set $a (call $recurse (i64.add (local.get $depth) (i64.const 1))))
    ;; Used after the call, so that it is no tail call.
    (i64.add (local.get $a) (local.get $depth)))
  (func (export "_start") (drop (call $recurse (i64.const 0)))))
