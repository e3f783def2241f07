// Names TiDB's server, so that go.sum has all that its build needs.
package main

import _ "github.com/pingcap/tidb/pkg/server"

func main() {}
