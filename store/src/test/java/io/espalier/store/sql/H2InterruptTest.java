package io.espalier.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.open.Stores;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One interrupt inside an H2 call closes the file for everybody; none may get there. */
class H2InterruptTest extends StoreContract {
  H2InterruptTest() {
    super(new H2Place());
  }

  private String compute(int worker, int i) {
    String name = "step " + worker + " " + i;
    Claim claim =
        ((ClaimOutcome.Taken) store.steps().claim(request("run", "t" + worker, name))).claim();
    var output =
        store.artifacts().write("weights", "text/plain", out -> out.write(name.getBytes(UTF_8)));
    claim.commit(List.of(new StepArtifact("weights", 0, output)), "{}", List.of());
    store.artifacts().read(output.sha256());
    return key(name);
  }

  @Test
  void callersAreInterruptedAllTheTimeAndEveryCallStillAnswers() throws Exception {
    run("run", "t0", "t1");
    AtomicInteger ended = new AtomicInteger();
    List<Thread> workers = new ArrayList<>();
    List<String> done = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int w = 0; w < 2; w++) {
      int worker = w;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 20; i++) {
                    done.add(compute(worker, i));
                  }
                } catch (Throwable e) {
                  failures.add(e);
                } finally {
                  ended.incrementAndGet();
                }
              });
      workers.add(thread);
      thread.start();
    }
    int interrupts = 0;
    while (ended.get() < workers.size()) {
      workers.forEach(Thread::interrupt);
      interrupts++;
      TimeUnit.MICROSECONDS.sleep(200);
    }

    assertThat(failures).isEmpty();
    assertThat(interrupts).isGreaterThan(10);
    assertThat(done).hasSize(40);
    assertThat(done)
        .allSatisfy(
            key ->
                assertThat(store.steps().find(key))
                    .get()
                    .extracting(StepRecord::state)
                    .isEqualTo(StepState.COMPLETED));
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
  }

  @Test
  void shutdownNowLeavesTheStoreOpenAndTheFlagSet() throws Exception {
    run("run", "t0");
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<Boolean> worker =
        pool.submit(
            () -> {
              int i = 0;
              while (!Thread.currentThread().isInterrupted()) {
                compute(0, i++);
              }
              compute(0, i);
              return Thread.interrupted();
            });
    TimeUnit.MILLISECONDS.sleep(50);
    pool.shutdownNow();

    assertThat(worker.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void closingWhileInterruptedClosesWell() {
    run("run", "t0");
    Thread.currentThread().interrupt();
    store.close();
    assertThat(Thread.interrupted()).isTrue();

    reopen();
    assertThat(store.runs().find("run")).isPresent();
  }

  @Test
  void openingWhileInterruptedOpensWell() {
    run("run", "t0");
    store.close();
    Thread.currentThread().interrupt();
    reopen();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.runs().find("run")).isPresent();
  }
}
