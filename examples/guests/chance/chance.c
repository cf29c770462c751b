// Shows random numbers and times, and sleeps for 90 minutes twice: by a duration, and until a time.

#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define MINUTES_90 5400

static struct timespec now(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return time;
}

static int64_t nanos(struct timespec time) {
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void show(const char *what) {
    time_t seconds = now(CLOCK_REALTIME).tv_sec;
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", gmtime(&seconds));
    printf("%s %s\n", what, text);
}

int main(void) {
    unsigned char random[16];
    if (getentropy(random, sizeof random) != 0) {
        perror("getentropy");
        return 1;
    }
    for (size_t i = 0; i < sizeof random; i++) {
        printf("%02x", random[i]);
    }
    printf("\n");
    show("began");

    int64_t before = nanos(now(CLOCK_MONOTONIC));
    struct timespec minutes90 = {.tv_sec = MINUTES_90};
    nanosleep(&minutes90, NULL);
    printf("slept %lld s\n", (long long)((nanos(now(CLOCK_MONOTONIC)) - before) / 1000000000));

    struct timespec until = now(CLOCK_REALTIME);
    until.tv_sec += MINUTES_90;
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL);
    show("woke");

    // A guest that looks until the time has come must get there too.
    int64_t start = nanos(now(CLOCK_MONOTONIC));
    int64_t waited = 0;
    while (waited < 1000000) {
        waited = nanos(now(CLOCK_MONOTONIC)) - start;
    }
    printf("waited %lld us\n", (long long)waited / 1000);
    return 0;
}
