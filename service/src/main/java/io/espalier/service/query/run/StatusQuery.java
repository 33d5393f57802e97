package io.espalier.service.query.run;

import io.espalier.dag.Task;
import io.espalier.dag.walk.Walk;
import io.espalier.plan.Plan;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Page;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.state.TaskState;
import io.espalier.step.waiting.Wait;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.worker.WorkerRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code status}: who owns the store and where a run stands. */
public final class StatusQuery {
  /**
   * The query; parameter {@code run}, the latest where absent; optionally a part of its tasks, as
   * {@link Page} says.
   */
  public static final Query<StatusAnswer> QUERY =
      new Query<>(
          "status",
          StatusAnswer.class,
          List.of(Argument.RUN, Argument.LIMIT, Argument.CURSOR),
          StatusQuery::answer);

  private StatusQuery() {}

  private static StatusAnswer answer(View view, Arguments arguments) {
    try {
      return recorded(view, arguments);
    } catch (StoreUnavailableException e) {
      String walked = view.live().runId();
      List<StatusAnswer.Wait> waits = walked == null ? List.of() : Waiting.of(view, walked);
      if (waits.isEmpty()) {
        throw e;
      }
      // What keeps the owner from reading is just what is asked for then.
      return new StatusAnswer(
          view.site().name(), view.owner(), List.of(), null, Map.of(), List.of(), waits, null);
    }
  }

  private static StatusAnswer recorded(View view, Arguments arguments) {
    String wanted = arguments.get("run");
    Optional<RunRecord> run =
        wanted == null ? view.store().runs().latest() : Optional.of(Find.run(view.store(), wanted));
    if (run.isEmpty()) {
      return new StatusAnswer(
          view.site().name(),
          view.owner(),
          workers(view),
          null,
          Map.of(),
          List.of(),
          List.of(),
          null);
    }
    Standing standing;
    try {
      standing = standing(view, run.get(), Plans.of(view.store(), run.get()));
    } catch (StoreUnavailableException e) {
      if (!view.store().shared()) {
        throw e;
      }
      // Its plan cannot be read here, as when the bucket is away; its rows can.
      return withoutPlan(view, run.get(), e);
    }
    List<TaskLine> tasks = standing.tasks();
    Map<String, Integer> counts = new TreeMap<>();
    tasks.forEach(task -> counts.merge(task.shown().text(), 1, Integer::sum));
    Page page = Page.of(arguments);
    int from = Math.min(page.index(), tasks.size());
    int to = (int) Math.min((long) from + page.limit(), tasks.size());
    return new StatusAnswer(
        view.site().name(),
        view.owner(),
        workers(view),
        ListQuery.describe(view, run.get()),
        counts,
        tasks.subList(from, to),
        standing.waits(),
        to < tasks.size() ? Integer.toString(to) : null);
  }

  private static StatusAnswer withoutPlan(View view, RunRecord run, StoreUnavailableException e) {
    Map<String, Integer> counts = new TreeMap<>();
    view.store()
        .tasks()
        .list(run.runId())
        .forEach(task -> counts.merge(shown(task).text(), 1, Integer::sum));
    List<StatusAnswer.Wait> waits = new ArrayList<>(Waiting.of(view, run.runId()));
    waits.add(
        new StatusAnswer.Wait(
            Wait.For.store(e).name().toLowerCase(Locale.ROOT),
            Instant.now(),
            List.of(),
            null,
            "its tasks cannot be shown one by one here: "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    return new StatusAnswer(
        view.site().name(),
        view.owner(),
        workers(view),
        ListQuery.describe(view, run),
        counts,
        List.of(),
        waits,
        null);
  }

  private static Shown shown(TaskRecord task) {
    return Shown.of(task.state(), task.disposition());
  }

  private static List<StatusAnswer.Worker> workers(View view) {
    return view.store().shared()
        ? view.store().workers().list().stream().map(StatusQuery::worker).toList()
        : List.of();
  }

  private static StatusAnswer.Worker worker(WorkerRecord known) {
    return new StatusAnswer.Worker(
        known.worker().name(),
        known.worker().host(),
        known.worker().pid(),
        known.worker().build(),
        known.worker().queues(),
        known.worker().trainers(),
        known.startedAt(),
        known.seenAt(),
        known.alive(),
        known.claims(),
        known.beat().draining(),
        known.beat().running().stream().map(task -> task.runId() + "/" + task.taskId()).toList());
  }

  /**
   * Where a run stands.
   *
   * @param tasks where each of its tasks stands, in the order of the plan
   * @param waits what it waits for
   */
  public record Standing(List<TaskLine> tasks, List<StatusAnswer.Wait> waits) {}

  /** Where a run and every task of it stand. */
  public static Standing standing(View view, RunRecord run, Plan plan) {
    Map<String, TaskRecord> recorded = new HashMap<>();
    view.store().tasks().list(run.runId()).forEach(task -> recorded.put(task.taskId(), task));
    Activity activity = Activity.of(view);
    boolean goesOn = !run.state().ended() && !activity.interrupted(run);
    Set<String> queued = goesOn ? queued(plan, recorded) : Set.of();
    Unserved unserved = Unserved.of(plan, queued, view.live());
    Map<String, Double> progress = view.live().progress(run.runId());
    Map<String, String> whys = goesOn ? whys(view, run) : Map.of();
    List<TaskLine> lines = new ArrayList<>();
    for (Task task : plan.dag().tasks()) {
      TaskRecord record = recorded.get(task.node().taskId());
      if (record != null) {
        String id = record.taskId();
        TaskState state = queued.contains(id) ? TaskState.QUEUED : record.state();
        boolean left = state == TaskState.RUNNING && !activity.runs(run, id);
        TaskLine line = line(task, record, state, left, progress.getOrDefault(id, 0.0));
        boolean over = state.finished() || progress.containsKey(id);
        String waitsFor = over ? null : whys.getOrDefault(id, unserved.why(id));
        lines.add(waitsFor == null ? line : line.waiting(waitsFor));
      }
    }
    return new Standing(lines, goesOn ? waits(view, run, unserved, recorded) : List.of());
  }

  private static List<StatusAnswer.Wait> waits(
      View view, RunRecord run, Unserved unserved, Map<String, TaskRecord> recorded) {
    Instant lastEnd =
        recorded.values().stream()
            .map(TaskRecord::endedAt)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(run.createdAt());
    Set<String> finished =
        recorded.values().stream()
            .filter(task -> task.state().finished())
            .map(TaskRecord::taskId)
            .collect(Collectors.toSet());
    List<StatusAnswer.Wait> waits =
        new ArrayList<>(Waiting.of(view, run.runId(), finished::contains));
    waits.addAll(unserved.waits(lastEnd));
    Retrying.wait(recorded.values(), Instant.now()).ifPresent(waits::add);
    return waits;
  }

  /** What failed in each task that waits: the store may still call it running. */
  private static Map<String, String> whys(View view, RunRecord run) {
    return view.live().waits(run.runId()).stream().collect(Collectors.toMap(Wait::who, Wait::text));
  }

  /**
   * Tasks that could begin and wait for a worker only. This is not recorded, since it follows from
   * the other states, but of tasks that are begun again.
   */
  private static Set<String> queued(Plan plan, Map<String, TaskRecord> recorded) {
    Map<String, TaskState> states = new HashMap<>();
    recorded.forEach((id, task) -> states.put(id, task.state()));
    Instant now = Instant.now();
    Walk.Turn turn =
        new Walk(plan.dag().nodes()).turn(states, Set.of(), id -> rests(recorded.get(id), now));
    Set<String> queued = new HashSet<>(turn.ready());
    states.forEach(
        (id, state) -> {
          if (state == TaskState.QUEUED) {
            queued.add(id);
          }
        });
    return queued;
  }

  private static boolean rests(@Nullable TaskRecord task, Instant now) {
    return task != null && task.nextTryAt() != null && task.nextTryAt().isAfter(now);
  }

  private static TaskLine line(
      Task task, TaskRecord record, TaskState state, boolean left, double progress) {
    boolean done = state == TaskState.SUCCESS;
    boolean running = state == TaskState.RUNNING;
    return new TaskLine(
        record.taskId(),
        task.operator(),
        record.replicate(),
        record.arm(),
        record.round(),
        state,
        left ? Shown.INTERRUPTED : Shown.of(state, record.disposition()),
        record.tryNumber(),
        TrainingLength.of(task),
        done ? 1 : running ? progress : 0,
        record.startedAt(),
        record.endedAt(),
        record.nextTryAt(),
        record.stepKey(),
        record.failureText() != null ? record.failureText() : record.skipReason());
  }
}
