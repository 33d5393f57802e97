package io.espalier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An experiment on drawn images that takes seconds. */
public final class TinyExperiment {
  private TinyExperiment() {}

  /** Writes the file for executor {@code jvm}. */
  public static Path write(Path folder, long iterations) throws IOException {
    return write(folder, iterations, "jvm");
  }

  /** Writes one of tickets alone, once for each of some workers with one trainer. */
  static Path forWorkers(Path folder, long iterations, int workers) throws IOException {
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        Files.readString(write(folder, iterations, "held"))
            .replace("  reinit: {after_prune: reinitialise, masks_from: ticket}\n", "")
            .replace("replicates: 1", "replicates: " + workers));
  }

  /** Writes the file. */
  static Path write(Path folder, long iterations, String executor) throws IOException {
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        """
        name: tiny
        data: {name: procedural, validation: 200}
        model: lenet-300-100
        executor: %s
        train: {optimizer: adam, learning_rate: 0.0012, batch: 20, iterations: %d}
        prune:
          {criterion: magnitude, scope: layer, rounds: 1, fraction: 0.2, fractions: {output: 0.1}}
        arms:
          ticket: {after_prune: {rewind: 0}}
          reinit: {after_prune: reinitialise, masks_from: ticket}
        replicates: 1
        seed: 7
        """
            .formatted(executor, iterations));
  }
}
