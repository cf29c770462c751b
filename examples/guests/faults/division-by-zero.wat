;; Divides by zero; `overflow` divides the least number by -1, and `convert` makes an integer of what is none.
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $divide (i32.const 1) (i32.const 0))))
  (func (export "overflow") (drop (call $divide (i32.const 0x80000000) (i32.const -1))))
  (func (export "convert") (drop (i32.trunc_f64_s (f64.const nan))))
  (func $divide (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))
