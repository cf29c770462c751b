;; Imports what nobody gives it.
(module
  (import "env" "missing" (func (param i32) (result i64)))
  (memory (export "memory") 1)
  (func (export "_start")))
