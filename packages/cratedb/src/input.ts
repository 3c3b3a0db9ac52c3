/** Words for servers, TLS and login. */
interface SecurityWords {
  /**
   * Servers: a list, or text with spaces between them. `https://db.example:4200`, with a path if a proxy wants one, with
   * `user:password@` if all of them take the same login. Without a scheme it is https; `http://` is told of as insecure.
   */
  servers?: string | readonly string[];
  /** Path of a PEM bundle of trust anchors. Not read when `verify_ssl_cert` is false. */
  ca_cert?: string;
  /** Whether chain and name of the servers are verified. @defaultValue `true` */
  verify_ssl_cert?: boolean;
  /** Path of the client certificate in PEM, with the key in it unless `key_file` names it. */
  cert_file?: string;
  /** Path of the private key in PEM; may be the same file. */
  key_file?: string;
  /** What unlocks the private key. */
  key_password?: string;
  /** TLS 1.0 and later, and any cipher: for servers that speak nothing better. Insecure. @defaultValue `false` */
  ssl_relax_minimum_version?: boolean;
  /** User name. */
  username?: string;
  /** Password of that user. */
  password?: string;
  /** Token that takes the place of user and password. */
  jwt_token?: string;
}

/** Words for requests. */
interface RequestWords {
  /** Seconds a server has to answer one request. @defaultValue no limit */
  timeout?: number;
  /** Default schema. @defaultValue CrateDB's, `doc` */
  schema?: string;
  /** Ask for the server's stack trace with each error. @defaultValue `false` */
  error_trace?: boolean;
  /** Most connections per server. @defaultValue no limit */
  pool_size?: number;
  /** Bytes from which on a statement is sent gzipped; `true` for all, `false` for none. @defaultValue `8192` */
  compress?: boolean | number;
}

type Camel<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name;
type Spelt<Words> = Words & { [Name in keyof Words as Camel<Name>]?: Words[Name] };

/** The words of crate-python's `connect`, in its spelling or in camelCase: `ca_cert` is `caCert`. */
export type CrateWords = Spelt<SecurityWords & RequestWords>;
/** Those of them that are about servers, TLS and login. */
export type NodeCrateWords = Spelt<SecurityWords>;

/** Words as they stand, or in `options` as a settings file has them. */
type InputOf<Words> = Words & {
  /** One server, or several with spaces between them: another word for `servers`. `crate:` is `https:` on port 4200. */
  url?: string;
  /** More words; one word may not say different things in two places. */
  options?: Words;
};

/** What names CrateDB servers, and how to speak to them. */
export type CrateInput = InputOf<CrateWords>;
/** The same for node-crate, which has no words for requests. */
export type NodeCrateInput = InputOf<NodeCrateWords>;
