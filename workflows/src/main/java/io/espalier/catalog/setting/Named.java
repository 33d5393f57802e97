package io.espalier.catalog.setting;

import org.jspecify.annotations.Nullable;

/**
 * A choice of something in the catalog with its settings: {@code grasp}, or {@code {grasp:
 * {temperature: 100}}}. As a record component it says by {@link Known} what kind of thing it
 * chooses.
 *
 * @param name the descriptor's name
 * @param settings every value of it, defaults included; null where the descriptor has no settings
 */
public record Named(String name, @Nullable Record settings) {
  /** A choice of what has no settings. */
  public static Named of(String name) {
    return new Named(name, null);
  }

  /**
   * The settings.
   *
   * @param type the record that the descriptor names
   * @throws IllegalStateException when they are of another type, or there are none
   */
  public <S extends Record> S settings(Class<S> type) {
    if (!type.isInstance(settings)) {
      throw new IllegalStateException(
          name + ": settings " + settings + " (expected: " + type + ")");
    }
    return type.cast(settings);
  }
}
