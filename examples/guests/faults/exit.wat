;; Exits with the 32-bit code that its first argument gives in decimal, with or without a minus: 3, 256, -1, 4294967295.
;; The function `exit` takes the code as its parameter. Without an argument it returns, which is the code 0.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 2)

  (func (export "exit") (param $code i32) (call $proc_exit (local.get $code)))

  (func $parse (param $text i32) (result i32)
    (local $sign i32) (local $number i32)
    (local.set $sign (i32.const 1))
    (if (i32.eq (i32.load8_u (local.get $text)) (i32.const 45)) (then
      (local.set $sign (i32.const -1))
      (local.set $text (i32.add (local.get $text) (i32.const 1)))))
    (loop $next
      (local.set $number (i32.add
        (i32.mul (local.get $number) (i32.const 10))
        (i32.sub (i32.load8_u (local.get $text)) (i32.const 48))))
      (local.set $text (i32.add (local.get $text) (i32.const 1)))
      (br_if $next (i32.load8_u (local.get $text))))
    (i32.mul (local.get $sign) (local.get $number)))

  ;; 0: the count of arguments and their size, 16: their addresses, 65536: their texts
  (func (export "_start")
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (if (i32.lt_u (i32.load (i32.const 0)) (i32.const 2)) (then (return)))
    (drop (call $args_get (i32.const 16) (i32.const 65536)))
    (call $proc_exit (call $parse (i32.load (i32.const 20))))))
