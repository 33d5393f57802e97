package io.espalier.cli.server;

import static io.espalier.cli.server.MemoryRun.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.parts.RealParts;
import io.espalier.run.RunSummary;
import io.espalier.run.Workers;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A server that is already there, at ESPALIER_TEST_TEMPORAL=HOST:PORT. */
class RealTemporalServerTest extends TemporalServerContract {
  @Override
  TemporalServer open() {
    String address = RealParts.named("ESPALIER_TEST_TEMPORAL", "HOST:PORT");
    return TemporalServer.connect(TemporalAddress.plain(address), Duration.ofSeconds(60));
  }

  /** Only here: the server inside a process may not answer any more when both come at once. */
  @Test
  void aCancellationThatComesWhileATaskEndsEndsTheRun() {
    MemoryRun run = new MemoryRun(task("a", PLAIN), task("b", PLAIN, "a"), task("c", PLAIN, "b"));
    run.when(
        "b",
        call -> {
          assertThat(client.cancel(scoped("race"), "by hand")).isTrue();
          return "null";
        });
    try (Workers workers = workers(run)) {
      assertThat(walk("race").reason()).isEqualTo("cancelled");
      assertThat(run.order()).containsExactly("a", "b");
      assertThat(workers).isNotNull();
    }
  }

  /** Only here: the server inside a process never outlives its workers. */
  @RepeatedTest(3)
  void whatStoppedWorkersLeftGoesOnWithTheNextOnes() {
    String name = "restart-" + System.nanoTime();
    MemoryRun run = new MemoryRun(task("a", PLAIN), task("long", PLAIN, "a"));
    run.when("long", call -> run.calls.size() == 2 ? beatUntilStopped() : "null");
    try (Workers first = workers(run)) {
      client.start(scoped(name));
      await(() -> run.state("long") == TaskState.RUNNING);
      assertThat(first.stop(Duration.ofSeconds(10))).isTrue();
    }
    try (Workers second = workers(run)) {
      assertThat(walk(name))
          .as("%s", run)
          .isEqualTo(new RunSummary(RunState.SUCCESS, "", Map.of(TaskState.SUCCESS, 2)));
      assertThat(run.order()).containsExactly("a", "long", "long");
      assertThat(run.calls.get(2).tryNumber()).as("no try was used").isEqualTo(1);
      assertThat(second).isNotNull();
    }
  }
}
