package io.espalier.service.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.TestRuns;
import io.espalier.service.query.TestSite;
import io.espalier.service.query.View;
import io.espalier.state.RunState;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.step.Claim;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a run is worked on is what the store says, and not what whoever answers does. */
class ActivityTest {
  @TempDir private Path home;

  private Store store;
  private TestRuns runs;
  private String run = "";

  @BeforeEach
  void submit() {
    store = Stores.own(home, "test");
    runs = new TestRuns(store);
    run = runs.submit("a", "b");
    store.runs().update(run, RunState.RUNNING, null);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** The same store, as one that other processes work on too. */
  private Store shared() {
    return SharedStore.over(store);
  }

  private StatusAnswer status(Store asked) {
    return StatusQuery.QUERY.of(
        new View(new TestSite(), asked, null, Live.NONE), Arguments.of("run", run));
  }

  private static List<Shown> shown(StatusAnswer answer) {
    return answer.tasks().stream().map(TaskLine::shown).toList();
  }

  private static String reason(StatusAnswer answer) {
    ListAnswer.Run described = answer.run();
    return String.valueOf(described == null ? null : described.reason());
  }

  @Test
  void inAStoreOfOneProcessARunThatItDoesNotWalkWasInterrupted() {
    Claim claim = runs.claim(run, "a");
    assertThat(reason(status(store))).isEqualTo("interrupted");
    assertThat(shown(status(store))).containsExactly(Shown.INTERRUPTED, Shown.WAITING);
    claim.release("stopped");
  }

  @Test
  void inAStoreOfManyARunGoesOnThatOthersWorkOn() {
    assertThat(reason(status(shared()))).as("between two tasks").isEqualTo("null");
    Claim claim = runs.claim(run, "a");
    assertThat(reason(status(shared()))).isEqualTo("null");
    assertThat(shown(status(shared()))).containsExactly(Shown.RUNNING, Shown.QUEUED);

    claim.release("stopped");

    assertThat(shown(status(shared())))
        .as("still recorded as running, but nobody holds its step")
        .containsExactly(Shown.INTERRUPTED, Shown.QUEUED);
  }

  @Test
  void inAStoreOfManyARunIsInterruptedOnceItsWalkSaysSo() {
    store.runs().update(run, RunState.RUNNING, "interrupted");
    assertThat(reason(status(shared()))).isEqualTo("interrupted");
  }
}
