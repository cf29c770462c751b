package io.github.jwasi;

/** The tests of traps as a program, for JVMs with other options. */
final class TrapsInAnyJvm {
    private TrapsInAnyJvm() {}

    @SuppressWarnings("JUnitMethodInvoked") // as a test cannot choose the options of its JVM
    public static void main(String[] arguments) throws InterruptedException {
        StackTest.compile();
        var test = new StackTest();
        for (int kibibytes : new int[] {256, 512, 768, 1024, 2048, 8192}) {
            test.endlessRecursionEndsOnAnyThread(kibibytes);
        }
        test.endlessRecursionEndsOnAVirtualThread();
        test.endlessRecursionThroughTheHostEnds();
        test.theHostMayOverflowItsStackBelowADeepGuest();
        StackTest.close();
        TrapTest.compile();
        new TrapTest().fourThreadsTrapWhileOthersMeetNullPointers();
        TrapTest.close();
        System.out.println("survived");
    }
}
