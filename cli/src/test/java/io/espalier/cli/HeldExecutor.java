package io.espalier.cli;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.Executor;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.NetworkSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Executor {@code held}: trains as {@code jvm} does, but stops in the middle of a training for as
 * long as a file says so; so a test finds it under way on machines of any speed.
 */
@AutoService({Executor.class, Descriptor.class})
public final class HeldExecutor implements Executor {
  /** System property with the file's path. */
  static final String FILE = "espalier.test.hold";

  /** Gradients at given weights that are no training yet. */
  private static final int FIRST_STEPS = 20;

  /**
   * What the file says to hold: trainings without a mask, or those with one and those of peers; or
   * to let all of them go on slowly, or fail.
   */
  enum Hold {
    DENSE,
    PRUNED,
    SLOW,
    FAIL
  }

  /** More than a training takes until it looks for a request to stop, so it looks at every one. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final JvmExecutor jvm = new JvmExecutor();

  @Override
  public String name() {
    return "held";
  }

  @Override
  public int version() {
    return jvm.version();
  }

  @Override
  public String summary() {
    return "For tests: a training that can be held in the middle.";
  }

  @Override
  public Optional<UnfitLayer> unfit(NetworkSpec network) {
    return jvm.unfit(network);
  }

  @Override
  public NumericRuntime runtime() {
    return jvm.runtime();
  }

  @Override
  public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    Session session = jvm.open(network, state, optimizer);
    Hold kind = state.mask() == null ? Hold.DENSE : Hold.PRUNED;
    AtomicInteger steps = new AtomicInteger();
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              // train(batches, loss, from, to, rate), with the loss left out or not.
              if (method.getName().equals("train") && !arguments[arguments.length - 3].equals(0L)) {
                waitWhileHeld(kind);
              }
              // Peers, which are cut out of pruned networks, train by gradients alone.
              if (method.getName().equals("backward") && steps.incrementAndGet() > FIRST_STEPS) {
                waitWhileHeld(Hold.PRUNED);
              }
              return call(session, method, arguments);
            });
  }

  private static Object call(Session session, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(session, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private static void waitWhileHeld(Hold kind) {
    String file = System.getProperty(FILE);
    if (file != null && says(Path.of(file), Hold.FAIL)) {
      throw new IllegalStateException("out of luck");
    }
    while (file != null && says(Path.of(file), kind)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    long end = System.nanoTime() + SLOW_NANOS;
    while (file != null && System.nanoTime() < end && says(Path.of(file), Hold.SLOW)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static boolean says(Path file, Hold kind) {
    try {
      return Files.readString(file).equals(kind.name());
    } catch (NoSuchFileException nothingHeld) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
