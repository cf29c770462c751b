;; Exports a function as "memory".
(module
  (func (export "memory"))
  (func (export "_start")))
