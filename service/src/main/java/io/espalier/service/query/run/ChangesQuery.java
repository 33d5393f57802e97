package io.espalier.service.query.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.service.answer.ChangesAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.state.TaskState;
import io.espalier.store.audit.AuditLog;
import io.espalier.store.run.RunRecord;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code changes}: what has changed since an earlier answer, by the entries of the audit chains.
 * Nothing is left out; what changed shortly before may be named again.
 */
public final class ChangesQuery {
  /**
   * The query; {@code after}, the cursor of an earlier answer, and optionally {@code run}. Without
   * a cursor it names no run, or all tasks of the run: what is watched begins there.
   */
  public static final Query<ChangesAnswer> QUERY =
      new Query<>(
          "changes",
          ChangesAnswer.class,
          List.of(
              Argument.optional("run", "Id of a run or its beginning: asks for its tasks."),
              Argument.optional(
                  "after",
                  "`cursor` of an earlier answer; where absent, what is watched begins now.")),
          ChangesQuery::answer);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ChangesQuery() {}

  private static ChangesAnswer answer(View view, Arguments arguments) {
    String run = arguments.get("run");
    String after = arguments.get("after");
    return run == null
        ? runs(view, after)
        : tasks(view, Find.run(view.store(), run), after == null ? null : sequence(after));
  }

  private static ChangesAnswer runs(View view, @Nullable String after) {
    AuditLog.Heads heads = view.store().audit().headsSince(after == null ? null : moment(after));
    Activity activity = Activity.of(view);
    List<ChangesAnswer.Run> runs = new ArrayList<>();
    for (AuditLog.Head head : heads.heads()) {
      // A chain may be the store's own, of no run.
      view.store()
          .runs()
          .find(head.chain())
          .filter(run -> run.runId().equals(head.chain()))
          .map(run -> new ChangesAnswer.Run(ListQuery.describe(activity, run), head.seq()))
          .ifPresent(runs::add);
    }
    return new ChangesAnswer(heads.now().toString(), runs, List.of());
  }

  private static ChangesAnswer tasks(View view, RunRecord found, @Nullable Long after) {
    // The number first: what is added meanwhile is then told again, and nothing is lost.
    long last = view.store().audit().last(found.runId());
    RunRecord run = view.store().runs().find(found.runId()).orElse(found);
    List<TaskLine> all = StatusQuery.standing(view, run, Plans.of(view.store(), run)).tasks();
    List<TaskLine> changed = all;
    if (after != null) {
      Set<String> named = named(view, run, after);
      changed =
          all.stream()
              .filter(task -> task.state() == TaskState.RUNNING || named.contains(task.taskId()))
              .toList();
    }
    return new ChangesAnswer(
        Long.toString(last),
        List.of(new ChangesAnswer.Run(ListQuery.describe(view, run), last)),
        changed);
  }

  /** The tasks that entries after a number tell of. */
  private static Set<String> named(View view, RunRecord run, long after) {
    Set<String> named = new HashSet<>();
    for (AuditLog.Event event : view.store().audit().eventsAfter(run.runId(), after)) {
      try {
        named.add(MAPPER.readTree(event.body()).path("task").asText());
      } catch (JsonProcessingException altered) {
        // `verify` tells of entries that are not what was written.
      }
    }
    return named;
  }

  private static Instant moment(String after) {
    try {
      return Instant.parse(after);
    } catch (DateTimeParseException e) {
      throw refused(after);
    }
  }

  private static long sequence(String after) {
    if (!after.matches("\\d{1,18}")) {
      throw refused(after);
    }
    return Long.parseLong(after);
  }

  private static InvalidQuestionException refused(String after) {
    return new InvalidQuestionException(
        "after", "after: " + after + " (expected: `cursor` of an earlier answer)");
  }
}
