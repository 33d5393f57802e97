package io.espalier.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One key of a mapping, read off a record component: all that the loader, the JSON Schema and the
 * reference know about it.
 *
 * @param component the record component
 * @param key its name in files, in snake case
 * @param type its generic type
 * @param defaultText YAML of its default, null for none
 * @param nullable whether it may be left out without a default
 */
record Field(
    RecordComponent component,
    String key,
    Type type,
    @Nullable String defaultText,
    boolean nullable) {

  /** The keys that a record is read from, in order. */
  static List<Field> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
  }

  private static Field of(RecordComponent component) {
    Default value = component.getAnnotation(Default.class);
    return new Field(
        component,
        snake(component.getName()),
        component.getGenericType(),
        value == null ? null : value.value(),
        component.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  /** The key that a bare value stands for in this type, or null. */
  static @Nullable Field shorthand(Class<?> type) {
    return of(type).stream()
        .filter(field -> field.component.isAnnotationPresent(Shorthand.class))
        .findFirst()
        .orElse(null);
  }

  /** The name of a choice: that of its record in snake case. */
  static String choice(Class<?> type) {
    return snake(type.getSimpleName());
  }

  /** The name of an enum constant in files. */
  static String choice(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The class behind a type that may have arguments. */
  static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  /** The type of a list's items or a mapping's values. */
  static Type element(Type type) {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }

  /** Whether it may be left out. */
  boolean optional() {
    return nullable || defaultText != null;
  }

  /** What it means. */
  String doc() {
    Doc doc = component.getAnnotation(Doc.class);
    if (doc == null) {
      throw new IllegalStateException(component + " has no @Doc");
    }
    return doc.value();
  }

  /** Its bounds, or null. */
  @Nullable Range range() {
    return component.getAnnotation(Range.class);
  }

  /** Whether it may also be given in epochs. */
  boolean iterations() {
    return component.isAnnotationPresent(Iterations.class);
  }

  /** What it names in the catalog, or null. */
  @Nullable Known known() {
    return component.getAnnotation(Known.class);
  }

  /** Its rules as an id, or null. */
  @Nullable Id id() {
    return component.getAnnotation(Id.class);
  }

  private static String snake(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
