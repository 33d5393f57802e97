package io.espalier.dag;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a Dag refuses that no builder would make: a stored plan may come from anywhere. */
class DagTest {
  @Test
  void anUpstreamTaskThatIsNotThereIsNamed() {
    refused("b: upstream a", task("b", List.of("a")));
  }

  @Test
  void aTaskIdThatIsThereTwiceIsNamed() {
    refused("task_id: a is there twice", task("a", List.of()), task("a", List.of()));
  }

  @Test
  void aTaskIdMustBeOne() {
    refused("task_id: \"../a\"", task("../a", List.of()));
  }

  @Test
  void anInputComesFromAnUpstreamTask() {
    refused(
        "b: input weights from a",
        task("a", List.of()),
        task("b", List.of(), TaskInput.of("weights", "a", "weights")));
  }

  @Test
  void anInputIsAnOutputOrADigest() {
    refused(
        "either the output of a task or a digest",
        task("a", List.of(), new TaskInput("weights", 0, null, null, null)));
    refused(
        "either the output of a task or a digest",
        task("a", List.of(), new TaskInput("weights", 0, "b", "weights", "c".repeat(64))));
  }

  @Test
  void aPlaceAmongTheInputsIsTakenOnce() {
    refused(
        "input data at 0 is there twice",
        task(
            "a",
            List.of(),
            TaskInput.artifact("data", "c".repeat(64)),
            TaskInput.artifact("data", "d".repeat(64))));
  }

  private static Task task(String id, List<String> upstream, TaskInput... inputs) {
    return new Task(
        new TaskNode(id, upstream, TaskSettings.DEFAULTS, Flow.WORK),
        "count",
        1,
        JsonNodeFactory.instance.objectNode(),
        List.of(inputs),
        List.of(),
        Place.NONE);
  }

  private static void refused(String message, Task... tasks) {
    assertThatThrownBy(() -> new Dag("d", List.of(tasks)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
