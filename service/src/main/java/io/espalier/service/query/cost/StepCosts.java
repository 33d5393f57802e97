package io.espalier.service.query.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.MultiplyAdds;
import io.espalier.model.Network;
import io.espalier.shrink.Shrinking;
import io.espalier.shrink.ShrinkingFiles;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a run took, worked out of what is recorded of them: parameters, masks, and when
 * attempts began and ended. So steps of every version have it.
 */
final class StepCosts {
  /** A backward pass computes the gradients by the weights and by the inputs. */
  private static final int BACKWARD = 2;

  private static final long UNKNOWN = -1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Catalog catalog;
  private final Store store;
  private final Map<String, Task> tasks;
  private final Map<String, TaskRecord> records;
  private final Map<String, Double> seconds;
  private final Map<String, Optional<Network>> networks = new HashMap<>();
  private final Map<String, Optional<MultiplyAdds>> whole = new HashMap<>();
  private final Map<String, Optional<Map<String, Long>>> kept = new HashMap<>();
  private final Set<String> uncounted = new TreeSet<>();

  /**
   * Those of a run.
   *
   * @param tasks of its plan, by id
   * @param records by task id
   * @param seconds by key of the step
   */
  StepCosts(
      Catalog catalog,
      Store store,
      Map<String, Task> tasks,
      Map<String, TaskRecord> records,
      Map<String, Double> seconds) {
    this.catalog = catalog;
    this.store = store;
    this.tasks = tasks;
    this.records = records;
    this.seconds = seconds;
  }

  /** What could not be counted so far, one sentence each. */
  Set<String> uncounted() {
    return uncounted;
  }

  /** What the step of a task took that has succeeded. */
  StepCost of(Task task, TaskRecord record) {
    double spent = seconds.getOrDefault(String.valueOf(record.stepKey()), 0.0);
    Optional<OperatorDescriptor> operator = catalog.find(OperatorDescriptor.class, task.operator());
    if (operator.isEmpty()) {
      uncounted.add(
          "operator "
              + task.operator()
              + ": not known here, so of its steps only the seconds are counted");
      return new StepCost(0, 0, 0L, 0L, spent);
    }
    OperatorDescriptor.Passes passes = operator.get().passes(task.parameters(), evaluated(task));
    long iterations = operator.get().iterations(task.parameters());
    if (passes.forward() == 0) {
      return new StepCost(iterations, 0, 0L, 0L, spent);
    }
    if (passes.forward() < 0 && iterations > 0) {
      uncounted.add(
          "operator "
              + task.operator()
              + ": does not say how many examples it trains on, so they are not counted");
    }
    Long one = counted(task, passes) ? dense(task) : null;
    Long left = one == null ? null : left(task, passes.backward() == 0);
    long times = passes.forward() + BACKWARD * passes.backward();
    return new StepCost(
        iterations,
        Math.max(0, passes.forward()),
        one == null ? null : Long.valueOf(Math.multiplyExact(one, times)),
        left == null ? null : Long.valueOf(Math.multiplyExact(left, times)),
        spent);
  }

  /** Whether it is one network that a known number of examples go through. */
  private boolean counted(Task task, OperatorDescriptor.Passes passes) {
    if (task.inputs().stream().anyMatch(input -> input.role().startsWith("mask_"))) {
      uncounted.add(
          "operator "
              + task.operator()
              + ": runs several networks at once, so its multiply–adds are not counted");
      return false;
    }
    return passes.forward() >= 0;
  }

  /** Examples of the validation and the test split, {@link #UNKNOWN} where a data set is. */
  private long evaluated(Task task) {
    JsonNode split = producer(task, "split").map(Task::parameters).orElse(null);
    if (split == null) {
      return 0;
    }
    String name = split.path("data").asText();
    Optional<DataSetDescriptor> data = catalog.find(DataSetDescriptor.class, name);
    if (data.isEmpty()) {
      uncounted.add("data set " + name + ": not known here, so its evaluations are not counted");
      return UNKNOWN;
    }
    return split.path("validation").asLong() + data.get().testExamples();
  }

  /** Multiply–adds of one forward pass with all weights. */
  private @Nullable Long dense(Task task) {
    return whole(task).map(MultiplyAdds::dense).orElse(null);
  }

  private Optional<MultiplyAdds> whole(Task task) {
    String name = networkOf(task);
    return whole.computeIfAbsent(
        name, same -> network(name).map(network -> MultiplyAdds.of(network.spec())));
  }

  private static String networkOf(Task task) {
    JsonNode name = task.parameters().findValue("network");
    return name == null ? "" : name.asText();
  }

  private Optional<Network> network(String name) {
    Optional<Network> network =
        networks.computeIfAbsent(name, same -> catalog.find(Network.class, name));
    if (network.isEmpty()) {
      uncounted.add("network " + name + ": not known here, so its multiply–adds are not counted");
    }
    return network;
  }

  /** Multiply–adds of one forward pass with the weights that are left. */
  private @Nullable Long left(Task task, boolean looksOnly) {
    // What only looks at a network has the weights alone, masked as they were trained.
    TaskInput mask =
        zeros(task)
            .or(
                () ->
                    looksOnly
                        ? producer(task, "weights").flatMap(StepCosts::zeros)
                        : Optional.empty())
            .orElse(null);
    TaskInput shrinking = input(task, "shrinking").orElse(null);
    try {
      if (shrinking != null) {
        return smaller(task, mask, shrinking);
      }
      if (mask == null) {
        return dense(task);
      }
      Map<String, Long> weights = kept(mask).orElse(null);
      MultiplyAdds all = whole(task).orElse(null);
      return weights == null || all == null ? null : Long.valueOf(all.kept(weights));
    } catch (CorruptArtifactException e) {
      uncounted.add("task " + task.node().taskId() + ": its mask is not there any more");
      return null;
    }
  }

  /** The mask of what is 0; none where what it prunes is frozen at other values. */
  private static Optional<TaskInput> zeros(Task task) {
    return task.parameters().path("frozen").asBoolean() ? Optional.empty() : input(task, "mask");
  }

  private @Nullable Long smaller(Task task, @Nullable TaskInput mask, TaskInput shrinking) {
    Network network = network(networkOf(task)).orElse(null);
    byte[] file = read(shrinking);
    if (network == null || file == null) {
      return null;
    }
    Shrinking smaller = ShrinkingFiles.read(file, network.spec());
    MultiplyAdds all = MultiplyAdds.of(smaller.network());
    byte[] flags = mask == null ? null : read(mask);
    return flags == null
        ? all.dense()
        : all.kept(smaller.shrink(MaskFiles.read(flags)).keptByTensor());
  }

  /** How many weights a mask keeps, by tensor: as its task says, or as its file has them. */
  private Optional<Map<String, Long>> kept(TaskInput mask) {
    return kept.computeIfAbsent(
        String.valueOf(mask.fromTask()),
        from -> {
          TaskRecord record = records.get(from);
          JsonNode said = result(record).path("keptByTensor");
          if (said.isObject()) {
            Map<String, Long> weights = new TreeMap<>();
            said.properties().forEach(each -> weights.put(each.getKey(), each.getValue().asLong()));
            return Optional.of(weights);
          }
          return Optional.ofNullable(read(mask)).map(MaskFiles::read).map(Mask::keptByTensor);
        });
  }

  private static JsonNode result(@Nullable TaskRecord record) {
    String json = record == null ? null : record.resultJson();
    try {
      return MAPPER.readTree(json == null ? "null" : json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recorded result cannot be read: " + json, e);
    }
  }

  private byte @Nullable [] read(TaskInput input) {
    TaskRecord record = records.get(String.valueOf(input.fromTask()));
    String step = record == null ? null : record.stepKey();
    if (step == null) {
      return null;
    }
    return store.steps().outputs(step).stream()
        .filter(output -> output.role().equals(input.output()))
        .map(StepArtifact::artifact)
        .findFirst()
        .map(artifact -> store.artifacts().read(artifact.sha256()))
        .orElse(null);
  }

  private Optional<Task> producer(Task task, String role) {
    return input(task, role).flatMap(input -> Optional.ofNullable(tasks.get(input.fromTask())));
  }

  private static Optional<TaskInput> input(Task task, String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role) && input.fromTask() != null)
        .findFirst();
  }
}
