;; Calls the host's function `env.callback` and gives what it gave, plus one.
(module
  (import "env" "callback" (func $callback (param i32) (result i32)))
  (memory (export "memory") 1)
  (func $call (export "call") (param $value i32) (result i32)
    (i32.add (call $callback (local.get $value)) (i32.const 1)))
  (func (export "_start") (drop (call $call (i32.const 41)))))
