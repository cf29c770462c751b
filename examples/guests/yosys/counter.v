// A counter of four bits, for the real Yosys to synthesise.
module counter(input clk, input reset, output reg [3:0] value);
    always @(posedge clk)
        if (reset)
            value <= 0;
        else
            value <= value + 1;
endmodule
