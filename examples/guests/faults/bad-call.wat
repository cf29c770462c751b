;; Calls through its table what is no function, is of another type or lies behind the table's end.
(module
  (memory (export "memory") 1)
  (table 2 funcref)
  (elem (i32.const 0) $one)
  (type $number (func (result i32)))
  (type $nothing (func))
  (func $one (type $number) (i32.const 1))
  (func (export "_start") (call_indirect (type $nothing) (i32.const 0)))
  (func (export "null") (call_indirect (type $nothing) (i32.const 1)))
  (func (export "outside") (call_indirect (type $nothing) (i32.const 2))))
