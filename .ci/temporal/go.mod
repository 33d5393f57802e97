module espalier/temporal

go 1.26.4

require (
	github.com/aws/aws-sdk-go-v2/service/lambda v1.88.5
	go.temporal.io/server v1.31.2
)
