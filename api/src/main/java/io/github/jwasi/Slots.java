package io.github.jwasi;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;

/**
 * Objects by number, as the native library can keep a number for Java and no reference. Looking one up, which happens at
 * every call from a guest, takes no lock.
 */
final class Slots<T> {
    private volatile Object[] objects = new Object[16];
    private int used;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    synchronized int add(T object) {
        int slot = free.isEmpty() ? used++ : free.pop();
        var copy = slot < objects.length ? objects : Arrays.copyOf(objects, 2 * objects.length);
        copy[slot] = object;
        // The volatile write publishes the element too.
        objects = copy;
        return slot;
    }

    @SuppressWarnings("unchecked") // only `add` writes elements
    T get(long slot) {
        return (T) Objects.requireNonNull(objects[(int) slot]);
    }

    synchronized void remove(int slot) {
        objects[slot] = null;
        free.push(slot);
    }
}
