package io.espalier.kernel;

/**
 * The incubator module that holds the Vector API.
 *
 * <p>A JVM started with {@code --add-modules jdk.incubator.vector} has it, and announces it with a
 * warning on standard error before anything else. A JVM started with {@code --add-exports
 * java.base/jdk.internal.module=ALL-UNNAMED} loads it here, as the JDK loads modules that its own
 * agents need, without a word.
 */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Loads the module where it is not; false where this JVM has none, or does not let us. */
  static boolean loaded() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return true;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError none) {
      return false;
    }
  }
}
