;; Copies stdin to stdout, and exits with the errno of the first write that fails.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 2)

  ;; At 0 the buffer, at 8 how many bytes were read or written, and the bytes at 64 KiB.
  (func (export "_start") (local $errno i32) (local $rest i32)
    (loop $next
      (i32.store (i32.const 0) (i32.const 0x10000))
      (i32.store (i32.const 4) (i32.const 0x10000))
      (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
      (local.set $rest (i32.load (i32.const 8)))
      (if (i32.eqz (local.get $rest)) (then return))
      (loop $write
        (i32.store (i32.const 4) (local.get $rest))
        (local.set $errno (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (if (local.get $errno) (then (call $proc_exit (local.get $errno))))
        (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 8))))
        (local.set $rest (i32.sub (local.get $rest) (i32.load (i32.const 8))))
        (br_if $write (local.get $rest)))
      (br $next))))
