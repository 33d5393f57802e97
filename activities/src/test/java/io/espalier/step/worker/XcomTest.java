package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.plan.DagBuilder;
import io.espalier.plan.TaskBuilder;
import io.espalier.run.TaskFailure;
import io.espalier.state.TaskState;
import io.espalier.step.TaskInstance;
import io.espalier.step.Xcom;
import io.espalier.step.submit.RunStart;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Code;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.step.worker.TestOperators.Total;
import io.espalier.store.task.TaskUpdate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tasks read of each other's results, and what they may know of their own place. */
final class XcomTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();

  /** What it is told, as its result. */
  record Say(@Nullable Object value) {}

  private static final Kind<Say> SAY =
      new Kind<>("say", Say.class, 1, true, (parameters, context) -> parameters.value());

  private Kind<None> reader(Code<None> code) {
    return TestOperators.operator(
        "read",
        (parameters, context) -> {
          runs.incrementAndGet();
          return code.run(parameters, context);
        });
  }

  private static DagBuilder dag(TestBed bed) {
    return new DagBuilder("test", bed.catalog);
  }

  private static TaskBuilder say(DagBuilder dag, String id, @Nullable Object value) {
    return dag.task(id, "say", new Say(value));
  }

  private static TaskBuilder read(DagBuilder dag) {
    return dag.task("read", "read", new None());
  }

  /** Submits the Dag and executes all of its tasks but the last. */
  private static String begun(TestBed bed, DagBuilder dag) {
    String run = RunStart.submit(bed.store, dag.plan(), TestBed.NOW).runId();
    List<String> ids = new ArrayList<>();
    dag.build().nodes().forEach(node -> ids.add(node.taskId()));
    ids.subList(0, ids.size() - 1).forEach(id -> bed.execute(run, id));
    return run;
  }

  private static String result(TestBed bed, DagBuilder dag) {
    return bed.execute(begun(bed, dag), "read").returnValue();
  }

  private static String failure(TestBed bed, DagBuilder dag) {
    return bed.failure(TaskFailure.FATAL, begun(bed, dag), "read");
  }

  @Test
  void aResultIsReadAsWhatItIs() {
    Kind<None> reader =
        reader(
            (parameters, context) ->
                List.of(
                    context.xcom("total").as(Total.class).value(),
                    context.xcom("half").number(),
                    context.xcom("many").integer(),
                    context.xcom("text").text(),
                    context.xcom("flag").flag(),
                    context.xcom("list").list(Integer.class),
                    context.xcom("g.inside").json().get("a").get(0).asInt()));
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      DagBuilder dag = dag(bed);
      DagBuilder group = dag.group("g");
      TaskBuilder inside = say(group, "inside", Map.of("a", List.of(9)));
      TaskBuilder[] said = {
        say(dag, "total", new Total(7)),
        say(dag, "half", 0.5),
        say(dag, "many", Long.MIN_VALUE),
        say(dag, "text", "grüß"),
        say(dag, "flag", true),
        say(dag, "list", List.of(1, 2))
      };
      TaskBuilder read = read(dag).xcom(inside);
      for (TaskBuilder one : said) {
        read.xcom(one);
      }
      assertThat(result(bed, dag)).isEqualTo("[7,0.5,-9223372036854775808,\"grüß\",true,[1,2],9]");
    }
  }

  @Test
  void whatIsReadDecidesAboutTheStepAndIsAnInputOfIt() {
    Kind<None> reader = reader((parameters, context) -> context.xcom("said").integer() + 1);
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      for (int value : new int[] {4, 5, 4}) {
        DagBuilder dag = dag(bed);
        read(dag).xcom("said", say(dag, "task" + value, value));
        String run = begun(bed, dag);
        assertThat(bed.execute(run, "read").returnValue()).isEqualTo("" + (value + 1));
        String key = String.valueOf(bed.task(run, "read").stepKey());
        assertThat(bed.store.steps().inputs(key))
            .extracting(
                input ->
                    input.role()
                        + input.ordinal()
                        + " "
                        + new String(
                            bed.store.artifacts().read(input.artifact().sha256()),
                            StandardCharsets.UTF_8))
            .containsExactly("xcom:said0 " + value);
      }
      assertThat(runs).as("once for 4 and once for 5").hasValue(2);
    }
  }

  @Test
  void theSameValueUnderAnotherNameIsAnotherStep() {
    Kind<None> reader = reader((parameters, context) -> context.optionalXcom("a").isPresent());
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      DagBuilder first = dag(bed);
      read(first).xcom("a", say(first, "x", 1)).xcom("b", say(first, "y", null));
      DagBuilder second = dag(bed);
      read(second).xcom("a", say(second, "x", null)).xcom("b", say(second, "y", 1));
      assertThat(result(bed, first)).isEqualTo("true");
      assertThat(result(bed, second)).isEqualTo("false");
    }
  }

  @Test
  void whatWasNeverPushedFailsTheTaskUnlessItAsksWhetherItWas() {
    Kind<None> must = reader((parameters, context) -> context.xcom("nothing").text());
    Kind<None> may =
        new Kind<>(
            "may",
            None.class,
            1,
            true,
            (parameters, context) ->
                context.optionalXcom("nothing").map(Xcom::text).orElse("default")
                    + context.xcoms("nothing").size());
    try (TestBed bed = new TestBed(home, SAY, must, may)) {
      DagBuilder dag = dag(bed);
      TaskBuilder nothing = say(dag, "nothing", null);
      dag.task("may", "may", new None()).xcom(nothing);
      read(dag).xcom(nothing);
      String run = begun(bed, dag);
      assertThat(bed.task(run, "may").resultJson()).isEqualTo("\"default0\"");
      assertThat(bed.failure(TaskFailure.FATAL, run, "read"))
          .isEqualTo(
              "xcom nothing: nothing was pushed by task nothing, which is success (expected: a"
                  + " result that is not null)");
    }
  }

  @Test
  void whatMayStillBePushedUsesATry() {
    Kind<None> reader = reader((parameters, context) -> context.xcom("late").text());
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      DagBuilder dag = dag(bed);
      read(dag).xcom(say(dag, "late", "there"));
      String run = RunStart.submit(bed.store, dag.plan(), TestBed.NOW).runId();
      assertThat(bed.failure(TaskFailure.FAILED, run, "read"))
          .contains("nothing was pushed by task late, which is none");
      bed.store
          .tasks()
          .record(run, List.of(new TaskUpdate("late", TaskState.SKIPPED, 0, 0, 0, null, "b")));
      assertThat(bed.failure(TaskFailure.FATAL, run, "read", 2, CALM)).contains("is skipped");
    }
  }

  @Test
  void instancesAreReadInMapOrderWithoutThoseThatPushedNothing() {
    Kind<None> reader =
        reader((parameters, context) -> context.xcoms("many").stream().map(Xcom::json).toList());
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      DagBuilder dag = dag(bed);
      List<Say> elements = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        elements.add(new Say(i == 2 ? null : i * i));
      }
      read(dag).xcom(dag.expand("many", "say", elements));
      assertThat(result(bed, dag)).isEqualTo("[0,1,9,16,25,36,49,64,81,100,121]");

      DagBuilder none = dag(bed);
      read(none).xcom(none.expand("many", "say", List.of()));
      String run = RunStart.submit(bed.store, none.plan(), TestBed.NOW).runId();
      assertThat(bed.failure(TaskFailure.SKIPPED, run, "many"))
          .isEqualTo("expanded over an empty list");
      assertThat(bed.execute(run, "read").returnValue()).isEqualTo("[]");
    }
  }

  @Test
  void severalValuesAreNotOne() {
    Kind<None> reader = reader((parameters, context) -> context.xcom("many").integer());
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      DagBuilder dag = dag(bed);
      read(dag).xcom(dag.expand("many", "say", List.of(new Say(1), new Say(2))));
      assertThat(failure(bed, dag))
          .isEqualTo("xcom many: 2 values (expected: 1; a list of them is asked for with xcoms)");
    }
  }

  @Test
  void aKeyOfAResultIsReadByItself() {
    Kind<None> reader =
        reader(
            (parameters, context) ->
                context.xcom("both", "mean").number()
                    + context.optionalXcom("both", "none").map(Xcom::number).orElse(100.0));
    try (TestBed bed = new TestBed(home, SAY, reader)) {
      DagBuilder dag = dag(bed);
      TaskBuilder both =
          say(dag, "both", Map.of("mean", 0.25, "n", 4)).settings(s -> s.multipleOutputs(true));
      read(dag).xcom(both, "mean").xcom(both, "none");
      assertThat(result(bed, dag)).isEqualTo("100.25");
    }
  }

  @Test
  void multipleOutputsNeedAResultWithKeys() {
    try (TestBed bed = new TestBed(home, SAY)) {
      DagBuilder dag = dag(bed);
      say(dag, "number", 5).settings(s -> s.multipleOutputs(true));
      say(dag, "nothing", null).settings(s -> s.multipleOutputs(true));
      say(dag, "silent", 5).settings(s -> s.multipleOutputs(true).doXcomPush(false));
      say(dag, "plain", 6);
      say(dag, "recorded", 6).settings(s -> s.multipleOutputs(true));
      String run = RunStart.submit(bed.store, dag.plan(), TestBed.NOW).runId();
      assertThat(bed.failure(TaskFailure.FAILED, run, "number"))
          .isEqualTo(
              "number: result is of type NUMBER (expected: an object, for multiple_outputs)");
      bed.execute(run, "nothing");
      bed.execute(run, "silent");
      bed.execute(run, "plain");
      assertThat(bed.failure(TaskFailure.FATAL, run, "recorded"))
          .contains("recorded: result is of type NUMBER", "its step is recorded with this result");
    }
  }

  @Test
  void theWrongTypeAndWhatIsNotDeclaredFailTheTask() {
    Kind<None> text = reader((parameters, context) -> context.xcom("text").number());
    Kind<None> other =
        new Kind<>(
            "other", None.class, 1, true, (parameters, context) -> context.xcom("other").text());
    try (TestBed bed = new TestBed(home, SAY, text, other)) {
      DagBuilder dag = dag(bed);
      TaskBuilder said = say(dag, "text", "5");
      dag.task("other", "other", new None()).xcom(said);
      dag.task("none", "other", new None());
      read(dag).xcom(said);
      String run = RunStart.submit(bed.store, dag.plan(), TestBed.NOW).runId();
      bed.execute(run, "text");
      assertThat(bed.failure(TaskFailure.FATAL, run, "read"))
          .isEqualTo("xcom text of task text: \"5\" (expected: a number)");
      assertThat(bed.failure(TaskFailure.FATAL, run, "other"))
          .startsWith("xcom other: not declared by the task's plan")
          .endsWith("it declares: text)");
      assertThat(bed.failure(TaskFailure.FATAL, run, "none")).endsWith("it declares: none)");
    }
  }

  @Test
  void whoAsksWhetherThereIsOneNeedsNoneDeclared() {
    Kind<None> reader =
        reader(
            (parameters, context) ->
                context.optionalXcom("any").isPresent() || !context.xcoms("any", "key").isEmpty());
    try (TestBed bed = new TestBed(home, reader)) {
      DagBuilder dag = dag(bed);
      read(dag);
      assertThat(result(bed, dag)).isEqualTo("false");
    }
  }

  @Test
  void aTaskThatIsDoneEachTimeSeesItsPlace() {
    Kind<Add> here =
        new Kind<>(
            "here",
            Add.class,
            1,
            false,
            (parameters, context) -> {
              TaskInstance at = context.instance();
              return String.join(
                  " ",
                  at.dagId(),
                  at.runId(),
                  at.taskId(),
                  "" + at.mapIndex(),
                  "" + at.tryNumber(),
                  at.logicalDate().toString());
            });
    Kind<None> setUp = reader((parameters, context) -> context.instance().tryNumber());
    try (TestBed bed = new TestBed(home, here, setUp)) {
      DagBuilder dag = dag(bed);
      dag.group("g").expand("many", "here", List.of(new Add(1), new Add(1)));
      dag.task("one", "here", new Add(1));
      read(dag).asSetup();
      String run = RunStart.submit(bed.store, dag.plan(), TestBed.NOW).runId();
      assertThat(bed.execute(run, "g.many.1").returnValue())
          .isEqualTo("\"test " + run + " g.many.1 1 1 2026-11-22T05:00:00Z\"");
      assertThat(bed.execute(run, "one", 3, CALM).returnValue())
          .isEqualTo("\"test " + run + " one -1 3 2026-11-22T05:00:00Z\"");
      assertThat(bed.execute(run, "read", 2, CALM).returnValue()).isEqualTo("2");
    }
  }

  @Test
  void aMemoisedOperatorMustNotAskForItsPlace() {
    Kind<None> reader = reader((parameters, context) -> context.instance().runId());
    try (TestBed bed = new TestBed(home, reader)) {
      DagBuilder dag = dag(bed);
      read(dag);
      assertThat(failure(bed, dag))
          .isEqualTo(
              "instance: the step of operator read is memoised, so its result must not depend on"
                  + " run, task or try (expected: memoised() to return false, or a setup or"
                  + " teardown)");
    }
  }
}
