package io.espalier.cli.session;

import io.espalier.engine.Executor;
import java.util.List;
import java.util.ServiceLoader;

/** The executors of this process. */
public final class Executors {
  private Executors() {}

  /** All of them. */
  public static List<Executor> all() {
    return ServiceLoader.load(Executor.class, Executors.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
