import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepOnce, reportSteps } from '../cache.js';
import type { OnProgress } from '../cache.js';
import { findProgram, runProgram } from '../processes.js';

const VERSION = '5.0.9';
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies';

export const CASSANDRA = `Apache Cassandra ${VERSION}`;

/** Lets Maven collect Cassandra and what it needs, once per cache folder; gives the folder of the jar files. */
export async function buildCassandra(cache: string, onProgress?: OnProgress): Promise<string> {
  const folder = join(cache, `cassandra-${VERSION}-${process.platform}-${process.arch}`);
  const step = reportSteps(CASSANDRA, onProgress);
  return keepOnce(folder, async (unfinished) => {
    const maven = await findProgram('mvn');
    if (!maven) throw new Error('Maven is not installed');
    const work = join(unfinished, 'maven');
    await mkdir(work);
    await writeFile(join(work, 'pom.xml'), POM);
    const repository = `-Dmaven.repo.local=${join(work, 'repository')}`;
    const options = [`-DoutputDirectory=${unfinished}`, '-DincludeScope=runtime'];
    await step('downloading', () =>
      runProgram(maven, ['--quiet', '--batch-mode', repository, COPY, ...options], { cwd: work }),
    );
    await rm(work, { recursive: true, force: true });
  });
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tests</groupId>
  <artifactId>cassandra</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.cassandra</groupId>
      <artifactId>cassandra-all</artifactId>
      <version>${VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;
