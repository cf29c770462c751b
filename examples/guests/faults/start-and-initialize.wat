;; Is a command and a reactor at once, which WASI forbids.
(module
  (memory (export "memory") 1)
  (func (export "_start") unreachable)
  (func (export "_initialize") unreachable))
