package io.espalier.service.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.service.answer.ChangesAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.TestRuns;
import io.espalier.service.query.TestSite;
import io.espalier.service.query.View;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesQueryTest {
  @TempDir private Path home;

  private Store store;
  private TestRuns runs;

  @BeforeEach
  void open() {
    store = Stores.own(home, "test");
    runs = new TestRuns(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ChangesAnswer changes(@Nullable String run, @Nullable String after) {
    return ChangesQuery.QUERY.of(
        new View(new TestSite(), store, null, Live.NONE), Arguments.of("run", run, "after", after));
  }

  @Test
  void aTaskIsNamedOnceForEachChangeAndAsLongAsItRuns() {
    String run = runs.submit("a", "b", "c");
    ChangesAnswer begun = changes(run, null);
    assertThat(begun.tasks()).extracting(TaskLine::taskId).containsExactly("a", "b", "c");

    assertThat(changes(run, begun.cursor()).tasks()).isEmpty();
    var claim = runs.claim(run, "b");
    assertThat(changes(run, begun.cursor()).tasks())
        .as("a claim is no entry of the chain")
        .extracting(TaskLine::taskId, TaskLine::state)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("b", TaskState.RUNNING));
    claim.commit(java.util.List.of(), "7", java.util.List.of());
    runs.record(run, "c", TaskState.FAILED);

    ChangesAnswer changed = changes(run, begun.cursor());
    assertThat(changed.tasks())
        .extracting(TaskLine::taskId, TaskLine::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("b", TaskState.SUCCESS),
            org.assertj.core.groups.Tuple.tuple("c", TaskState.FAILED));
    assertThat(changed.runs()).hasSize(1);
    assertThat(changed.cursor()).isEqualTo(Long.toString(changed.runs().get(0).seq()));
    assertThat(changes(run, changed.cursor()).tasks()).isEmpty();
  }

  @Test
  void runsAreNamedThatChangedSinceAMoment() {
    String first = runs.submit("a");
    ChangesAnswer begun = changes(null, null);
    assertThat(begun.runs()).as("what is watched begins here").isEmpty();
    String second = runs.submit("a");
    runs.compute(first, "a");

    ChangesAnswer changed = changes(null, begun.cursor());

    assertThat(changed.runs())
        .extracting(named -> named.run().runId())
        .containsExactlyInAnyOrder(first, second);
    long seq =
        changed.runs().stream()
            .filter(named -> named.run().runId().equals(first))
            .findFirst()
            .orElseThrow()
            .seq();
    assertThat(changes(first, Long.toString(seq)).tasks())
        .as("the number of a run is a cursor within it")
        .isEmpty();
    assertThat(changes(null, changed.cursor()).runs())
        .as("named again, with the numbers that are known already")
        .isSubsetOf(changed.runs());
  }

  @Test
  void cursorsThatNoAnswerGaveAreRefused() {
    String run = runs.submit("a");
    assertThatThrownBy(() -> changes(run, "yesterday"))
        .isInstanceOf(InvalidQuestionException.class)
        .hasMessage("after: yesterday (expected: `cursor` of an earlier answer)");
    assertThatThrownBy(() -> changes(null, "7")).isInstanceOf(InvalidQuestionException.class);
  }
}
