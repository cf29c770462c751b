;; Grows its memory by one page at a time until that is refused. The function `grow` gives the count of pages in the
;; end; as a program it exits with 0 once a page was refused.
(module
  (memory (export "memory") 1)
  (func $grow (export "grow") (result i32)
    (loop $again (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (memory.size))
  ;; Touches what it got, so that the host must have it.
  (func $fill (export "fill") (param $byte i32)
    (memory.fill (i32.const 0) (local.get $byte) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))
  (func (export "_start") (drop (call $grow))))
