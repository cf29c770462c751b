;; Calls between the host and the guest, and memory that the host reads and writes.
(module
  (import "host" "ints" (func $ints (param i32 i32) (result i32)))
  (import "host" "doubles" (func $doubles (param f64 f64) (result f64)))
  (import "host" "mixed" (func $mixed (param i32 i64 f32 f64) (result f64)))
  (import "host" "pair" (func $pair (param i32 i32) (result i32 i32)))

  (memory (export "memory") 320)

  ;; What the host calls; the host's own functions do the same.
  (func (export "ints") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func (export "doubles") (param f64 f64) (result f64)
    (f64.add (local.get 0) (local.get 1)))
  (func (export "mixed") (param i32 i64 f32 f64) (result f64)
    (f64.add
      (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
      (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
  (func (export "pair") (param i32 i32) (result i32 i32)
    (local.get 1) (local.get 0))

  ;; Each calls the host COUNT times and returns COUNT if all of the results were right.
  (func (export "call_ints") (param $count i32) (result i64)
    (local $i i32) (local $right i64)
    (loop $again
      (if (i32.eq (call $ints (local.get $i) (i32.const 3)) (i32.add (local.get $i) (i32.const 3)))
        (then (local.set $right (i64.add (local.get $right) (i64.const 1)))))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.get $right))
  (func (export "call_doubles") (param $count i32) (result i64)
    (local $i i32) (local $right i64)
    (loop $again
      (if (f64.eq
            (call $doubles (f64.convert_i32_s (local.get $i)) (f64.const 0.5))
            (f64.add (f64.convert_i32_s (local.get $i)) (f64.const 0.5)))
        (then (local.set $right (i64.add (local.get $right) (i64.const 1)))))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.get $right))
  (func (export "call_mixed") (param $count i32) (result i64)
    (local $i i32) (local $right i64)
    (loop $again
      (if (f64.eq
            (call $mixed (local.get $i) (i64.const 5) (f32.const 0.25) (f64.const 0.5))
            (f64.add (f64.convert_i32_s (local.get $i)) (f64.const 5.75)))
        (then (local.set $right (i64.add (local.get $right) (i64.const 1)))))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.get $right))
  (func (export "call_pair") (param $count i32) (result i64)
    (local $i i32) (local $right i64)
    (loop $again
      (if (i32.eq
            (i32.sub (call $pair (local.get $i) (i32.const 3)))
            (i32.sub (i32.const 3) (local.get $i)))
        (then (local.set $right (i64.add (local.get $right) (i64.const 1)))))
      (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.get $right)))
