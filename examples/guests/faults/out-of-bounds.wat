;; Loads from behind the end of its memory.
(module
  (memory (export "memory") 1)
  ;; One byte less would be the last four of the page.
  (func (export "_start") (drop (i32.load (i32.const 65533))))
  ;; An address that with its offset is more than 32 bits.
  (func (export "far") (drop (i32.load offset=0xffffffff (i32.const -1)))))
