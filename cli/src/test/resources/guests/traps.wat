;; Functions that trap.
(module $traps
  (memory (export "memory") 1)
  (func $fail (export "unreachable") unreachable)
  (func $caller (export "_start") (call $fail))
  (func (export "load") (drop (i32.load (i32.const -1))))
  (func (export "divide") (drop (i32.div_s (i32.const 1) (i32.const 0))))
  (func $recurse (export "recurse") (call $recurse))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
