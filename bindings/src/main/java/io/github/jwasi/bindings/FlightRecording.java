package io.github.jwasi.bindings;

import jdk.jfr.FlightRecorder;

/**
 * Whether anybody has asked JDK Flight Recorder for events yet.
 *
 * <p>Asked before a class of an event is touched: to load one takes longer than to run many a guest, and fails where the
 * JVM has no module {@code jdk.jfr}.
 */
public final class FlightRecording {
    private static final boolean POSSIBLE = isPossible();

    private FlightRecording() {}

    private static boolean isPossible() {
        var recorder = ModuleLayer.boot().findModule("jdk.jfr");
        return recorder.isPresent() && FlightRecording.class.getModule().canRead(recorder.get());
    }

    /** Stays true when the last recording has ended: an event has to be asked too. */
    public static boolean isOn() {
        return POSSIBLE && FlightRecorder.isInitialized();
    }
}
