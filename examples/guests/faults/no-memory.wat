;; WASI functions need a memory that is exported as "memory"; here there is one, under another name.
(module
  (memory (export "mem") 1)
  (func (export "_start")))
