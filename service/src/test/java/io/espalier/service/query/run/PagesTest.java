package io.espalier.service.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.TestRuns;
import io.espalier.service.query.TestSite;
import io.espalier.service.query.View;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long lists in parts. */
class PagesTest {
  @TempDir private Path home;

  private Store store;
  private TestRuns runs;
  private View view;

  @BeforeEach
  void open() {
    store = Stores.own(home, "test");
    runs = new TestRuns(store);
    view = new View(new TestSite(), store, null, Live.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void runsComeInPartsAndARunThatIsAddedMeanwhileShiftsNothing() {
    String first = runs.submit("a");
    String second = runs.submit("a");
    String third = runs.submit("a");

    ListAnswer begin = list("2", null);
    assertThat(begin.runs()).extracting(ListAnswer.Run::runId).containsExactly(third, second);
    runs.submit("a");
    ListAnswer rest = list("2", begin.next());
    assertThat(rest.runs()).extracting(ListAnswer.Run::runId).containsExactly(first);
    assertThat(rest.next()).isNull();
    assertThat(list(null, null).runs()).hasSize(4);
    assertThat(list("4", null).next()).as("exactly as many as are wanted").isNull();
    assertThat(list(null, second).runs()).extracting(ListAnswer.Run::runId).containsExactly(first);
  }

  @Test
  void tasksComeInPartsAndAreCountedAsAWhole() {
    runs.submit("a", "b", "c");
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      StatusAnswer part = StatusQuery.QUERY.of(view, Arguments.of("limit", "2", "cursor", cursor));
      assertThat(part.counts()).isEqualTo(Map.of("waiting", 3));
      part.tasks().stream().map(TaskLine::taskId).forEach(seen::add);
      cursor = part.next();
    } while (cursor != null);
    assertThat(seen).containsExactly("a", "b", "c");
  }

  @Test
  void limitsAndCursorsThatCannotBeAreRefused() {
    for (String limit : List.of("0", "-1", "10001", "x")) {
      assertThatThrownBy(() -> list(limit, null))
          .as(limit)
          .isInstanceOf(InvalidQuestionException.class)
          .hasMessage("limit: " + limit + " (expected: a whole number in [1, 10000])");
    }
    runs.submit("a");
    assertThatThrownBy(() -> list("1", "nosuch"))
        .isInstanceOf(InvalidQuestionException.class)
        .hasMessage("cursor: nosuch (expected: `next` of an earlier answer)");
    assertThatThrownBy(() -> StatusQuery.QUERY.of(view, Arguments.of("cursor", "x")))
        .isInstanceOf(InvalidQuestionException.class);
    assertThat(StatusQuery.QUERY.of(view, Arguments.of("cursor", "99")).tasks()).isEmpty();
  }

  private ListAnswer list(@Nullable String limit, @Nullable String cursor) {
    return ListQuery.QUERY.of(view, Arguments.of("limit", limit, "cursor", cursor));
  }
}
