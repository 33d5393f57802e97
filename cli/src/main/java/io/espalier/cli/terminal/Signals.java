package io.espalier.cli.terminal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ctrl-C and friends, and a terminal that is resized. The JDK's signal handlers are reached by
 * reflection: they are supported but not part of the API that one may compile against without a
 * warning.
 */
public final class Signals implements AutoCloseable {
  private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

  private final Map<String, Object> before = new TreeMap<>();

  private Signals() {}

  /**
   * Calls the handler, on a thread of its own, for every Ctrl-C, SIGTERM and SIGHUP until this is
   * closed.
   */
  public static Signals onInterrupt(Runnable handler) {
    return on(ENDING, handler);
  }

  /** Calls the handler, on a thread of its own, whenever the terminal has got another size. */
  public static Signals onResize(Runnable handler) {
    return on(List.of("WINCH"), handler);
  }

  private static Signals on(List<String> names, Runnable handler) {
    Signals signals = new Signals();
    for (String name : names) {
      try {
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        Object proxy =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer(handler, self, method.getName(), arguments));
        signals.before.put(name, handle(name, type, proxy));
      } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
        // No such signal on this system, or the JVM keeps it for itself: the default stays.
      }
    }
    return signals;
  }

  @Override
  public void close() {
    before.forEach(
        (name, handler) -> {
          try {
            var unused = handle(name, Class.forName("sun.misc.SignalHandler"), handler);
          } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
          }
        });
  }

  private static Object handle(String name, Class<?> handlerType, Object handler)
      throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    return signal
        .getMethod("handle", signal, handlerType)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }

  private static Object answer(Runnable handler, Object self, String method, Object[] arguments) {
    return switch (method) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> "espalier";
      default -> {
        handler.run();
        yield Void.TYPE;
      }
    };
  }
}
