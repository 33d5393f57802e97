package io.espalier.experiment.read;

import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Id;
import io.espalier.catalog.setting.Inline;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.LeftOut;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
public record Field(
    RecordComponent component,
    String key,
    Type type,
    @Nullable String defaultText,
    boolean nullable) {

  /** The keys that a record is read from, in order. */
  public static List<Field> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
  }

  static Field of(RecordComponent component) {
    Default value = component.getAnnotation(Default.class);
    return new Field(
        component,
        snake(component.getName()),
        component.getGenericType(),
        value == null ? null : value.value(),
        component.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  /** The key that a bare value stands for in this type, or null. */
  public static @Nullable Field shorthand(Class<?> type) {
    return of(type).stream()
        .filter(field -> field.component.isAnnotationPresent(Shorthand.class))
        .findFirst()
        .orElse(null);
  }

  /** The name of a choice: that of its record in snake case. */
  public static String choice(Class<?> type) {
    return snake(type.getSimpleName());
  }

  /** The name of an enum constant in files. */
  public static String choice(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The class of a type that may have arguments. */
  public static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  /** The type of a list's items or a mapping's values. */
  public static Type element(Type type) {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }

  /** Whether it may be left out. */
  public boolean optional() {
    return nullable || defaultText != null;
  }

  /** What it means. */
  public String doc() {
    Doc doc = component.getAnnotation(Doc.class);
    if (doc == null) {
      throw new IllegalStateException(component + " has no @Doc");
    }
    return doc.value();
  }

  /** Its bounds, or null. */
  public @Nullable Range range() {
    return component.getAnnotation(Range.class);
  }

  /** Whether it may also be given in epochs. */
  public boolean iterations() {
    return component.isAnnotationPresent(Iterations.class);
  }

  /** What it names in the catalog, or null. */
  public @Nullable Known known() {
    return component.getAnnotation(Known.class);
  }

  /** The kind of thing that it chooses from the catalog, with settings; null for all else. */
  public @Nullable String chooses() {
    Known known = known();
    return known != null && valueType() == Named.class ? known.value() : null;
  }

  /** Whether its text, or each of its texts, names an arm. */
  public boolean namesAnArm() {
    return component.isAnnotationPresent(ArmName.class);
  }

  /** The name that it has where its key is left out and its settings stand around it, or null. */
  public @Nullable String inline() {
    Inline inline = component.getAnnotation(Inline.class);
    return inline == null ? null : inline.value();
  }

  /** Its value in a record. */
  public @Nullable Object get(Object record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true); // records of user jars need not be public
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it is not written with this value, see {@link LeftOut}. */
  boolean leftOut(@Nullable Object value) {
    return component.isAnnotationPresent(LeftOut.class)
        && (value == null || (value instanceof Map<?, ?> map && map.isEmpty()));
  }

  /** Its rules as an id, or null. */
  public @Nullable Id id() {
    return component.getAnnotation(Id.class);
  }

  /** What stands in it, or in its lists and mappings. */
  private Class<?> valueType() {
    Type at = type;
    while (raw(at) == List.class || raw(at) == Map.class) {
      at = element(at);
    }
    return raw(at);
  }

  private static String snake(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
