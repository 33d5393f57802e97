/** Artifacts in a bucket that speaks S3, behind a bounded folder of files on this machine. */
package io.espalier.store.bucket;
