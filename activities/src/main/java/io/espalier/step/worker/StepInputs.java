package io.espalier.step.worker;

import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.step.FatalTaskException;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.store.step.StepArtifact;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one attempt reads, by role. Used by the operator's thread. */
final class StepInputs {
  private final TaskHost host;
  private final Task task;
  private final List<StepArtifact> inputs;
  private final AttemptLog log;

  StepInputs(TaskHost host, Task task, List<StepArtifact> inputs, AttemptLog log) {
    this.host = host;
    this.task = task;
    this.inputs = inputs;
    this.log = log;
  }

  /** As {@link StepContext#input}. */
  byte[] one(String role) {
    return optional(role).orElseThrow(() -> new FatalTaskException(notOne(role, 0)));
  }

  /** As {@link StepContext#optionalInput}. */
  Optional<byte[]> optional(String role) {
    List<String> digests = digests(role);
    if (digests.size() > 1) {
      throw new FatalTaskException(notOne(role, digests.size()));
    }
    return digests.stream().findFirst().map(this::read);
  }

  private byte[] read(String digest) {
    return host.read(digest, host.artifacts()::read, log::line);
  }

  private String notOne(String role, int found) {
    List<String> roles = inputs.stream().map(StepArtifact::role).distinct().sorted().toList();
    String has = roles.isEmpty() ? "none" : String.join(", ", roles);
    return String.format(
        "inputs of role %s: %d (expected: 1); the task has inputs of the roles: %s",
        role, found, has);
  }

  /** As {@link StepContext#inputDigests}. */
  List<String> digests(String role) {
    return of(role).map(input -> input.artifact().sha256()).toList();
  }

  /** As {@link StepContext#placedInputs}. */
  List<PlacedInput> placed(String role) {
    if (!host.catalog().get(OperatorDescriptor.class, task.operator()).seesPlaces()) {
      throw new FatalTaskException(
          "operator " + task.operator() + ": placedInputs (expected: seesPlaces() returns true)");
    }
    return of(role).map(this::placed).toList();
  }

  private PlacedInput placed(StepArtifact input) {
    Place place = TaskInput.place(task.inputs(), input.role(), input.ordinal());
    String digest = input.artifact().sha256();
    return new PlacedInput(place, digest, () -> read(digest));
  }

  private Stream<StepArtifact> of(String role) {
    return inputs.stream()
        .filter(input -> input.role().equals(role))
        .sorted(Comparator.comparing(StepArtifact::ordinal));
  }
}
