package io.espalier.step.worker;

import io.espalier.run.TaskCall;
import io.espalier.step.waiting.Waits;
import java.nio.file.Path;

/** A task under way in a real store, as far as its pulse goes. */
final class PulseBed implements AutoCloseable {
  private final TestBed bed;
  private final Pulses pulses;
  final Pulse pulse;

  PulseBed(Path home) {
    bed = new TestBed(home);
    pulses = new Pulses(bed.store, new Waits());
    pulse = pulses.start(new TaskCall("run", "a", 1), fraction -> {}, () -> {});
  }

  /** The pulse of another task of the same worker. */
  Pulse another(String taskId) {
    return pulses.start(new TaskCall("run", taskId, 1), fraction -> {}, () -> {});
  }

  @Override
  public void close() {
    pulses.close();
    bed.close();
  }
}
