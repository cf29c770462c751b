module go-args

go 1.21
