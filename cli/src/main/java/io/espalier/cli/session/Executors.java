package io.espalier.cli.session;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.engine.Executor;
import java.util.List;
import java.util.ServiceLoader;

/** The executors of this process. */
public final class Executors {
  private static final String PREFERRED = "dl4j-cpu";

  private Executors() {}

  /** All of them. */
  static List<Executor> all() {
    return ServiceLoader.load(Executor.class, Executors.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** The one that new plans name. */
  public static Executor preferred() {
    List<Executor> all = all();
    return all.stream()
        .filter(executor -> executor.name().equals(PREFERRED))
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.SOFTWARE, "this build has no executor that could train a network"));
  }
}
