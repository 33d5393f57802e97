/**
 * Settings of what can be named: a descriptor's settings are a record whose components say by these
 * annotations what a file may hold. Loader, overrides, stored configuration, JSON Schema and
 * reference are all read off them, for classes from user jars too.
 *
 * <p>Components are {@code boolean}, {@code int}, {@code long}, {@code double} (or their boxes),
 * text, enums, records, {@link io.espalier.catalog.setting.Named}, and lists and maps by name of
 * these. Each has a {@link io.espalier.catalog.setting.Doc}; one that a file may leave out has a
 * {@link io.espalier.catalog.setting.Default} or is {@code @Nullable}.
 */
package io.espalier.catalog.setting;
