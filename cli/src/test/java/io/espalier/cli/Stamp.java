package io.espalier.cli;

import io.espalier.plan.DagBuilder;
import io.espalier.plan.DagDefinition;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An operator that has another version in another build. Only builds with {@link #services} have
 * it, and the Dag that uses it.
 */
public final class Stamp implements Operator<Stamp.Parameters> {
  /** System property with its version. */
  static final String VERSION = "espalier.test.stamp";

  /** Which of several equal tasks it is. */
  public record Parameters(int number) {}

  /** Writes the folder whose service file names these classes. */
  static Path services(Path folder) throws IOException {
    Path file =
        folder.resolve("META-INF").resolve("services").resolve("io.espalier.catalog.Descriptor");
    Files.createDirectories(file.getParent());
    Files.writeString(file, Stamp.class.getName() + "\n" + Three.class.getName() + "\n");
    return folder;
  }

  @Override
  public String name() {
    return "stamp";
  }

  @Override
  public int version() {
    return Integer.getInteger(VERSION, 1);
  }

  @Override
  public String summary() {
    return "For tests: waits while it is held.";
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
  }

  @Override
  public Object run(Parameters parameters, StepContext context) {
    Path hold = Path.of(System.getProperty(HeldExecutor.FILE, "none"));
    context.progress(0.5);
    while (Files.exists(hold)) {
      context.progress(0.5);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return parameters.number();
  }

  /** Three tasks, one after another. */
  public static final class Three implements DagDefinition {
    @Override
    public String name() {
      return "three-stamps";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests: three stamps.";
    }

    @Override
    public void define(DagBuilder dag) {
      dag.chain(
          dag.task("first", "stamp", new Parameters(1)),
          dag.task("second", "stamp", new Parameters(2)),
          dag.task("third", "stamp", new Parameters(3)));
    }
  }
}
