package io.espalier.cli.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Ctrl-C and friends. The JDK's signal handlers are reached by reflection: they are supported but
 * not part of the API that one may compile against without a warning.
 */
public final class Signals {
  private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

  private Signals() {}

  /** Calls the handler, on a thread of its own, for every Ctrl-C, SIGTERM and SIGHUP. */
  public static void onInterrupt(Runnable handler) {
    for (String name : ENDING) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object proxy =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {handlerType},
                (self, method, arguments) -> {
                  switch (method.getName()) {
                    case "handle" -> handler.run();
                    case "equals" -> {
                      return self == arguments[0];
                    }
                    case "hashCode" -> {
                      return System.identityHashCode(self);
                    }
                    default -> {
                      return "espalier";
                    }
                  }
                  return null;
                });
        signal
            .getMethod("handle", signal, handlerType)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
        // No such signal on this system, or the JVM keeps it for itself: the default stays.
        if (unsupported instanceof InvocationTargetException e
            && e.getCause() instanceof Error error) {
          throw error;
        }
      }
    }
  }
}
