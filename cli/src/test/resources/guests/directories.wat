;; Prints the names of its directories, one a line, makes "new.txt" in the first and lists that. Exits with the first
;; errno that is not 0.
(module
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_dir_name" (func $fd_prestat_dir_name (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "new.txt")

  (func $check (param $errno i32)
    (if (local.get $errno) (then (call $proc_exit (local.get $errno)))))

  ;; The name is read to 1024, the buffer is at 0, and the prestat at 16 has the length of the name at 20.
  (func $print (param $descriptor i32) (local $length i32)
    (local.set $length (i32.load (i32.const 20)))
    (call $check (call $fd_prestat_dir_name (local.get $descriptor) (i32.const 1024) (local.get $length)))
    (i32.store8 (i32.add (i32.const 1024) (local.get $length)) (i32.const 10))
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.add (local.get $length) (i32.const 1)))
    (call $check (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func (export "_start") (local $descriptor i32)
    (local.set $descriptor (i32.const 3))
    (block $end
      (loop $next
        (br_if $end (call $fd_prestat_get (local.get $descriptor) (i32.const 16)))
        (call $print (local.get $descriptor))
        (local.set $descriptor (i32.add (local.get $descriptor) (i32.const 1)))
        (br $next)))
    ;; Created (flag 1), for writing (right 64).
    (call $check (call $path_open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 7) (i32.const 1)
      (i64.const 64) (i64.const 64) (i32.const 0) (i32.const 128)))
    (call $check (call $fd_readdir (i32.const 3) (i32.const 2048) (i32.const 4096) (i64.const 0) (i32.const 8)))))
